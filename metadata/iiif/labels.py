"""Labels of metadata, in many languages, and the term of Dublin Core that each means for certain.

A label that may mean several things – "Notes", "Reference", "Provenance" of an image – is of no
term here.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from metadata.headers import fold_header
from schemas.languages import read_language
from schemas.terms import find_term

# By term, as labels are compared: without case, and without what stands around them.
_LABELS = {
    "title": (
        "title(s); main title; titel; titre; título; titulo; titolo; tytuł; název; titul; teitl; "
        "otsikko; nimeke; tittel; cím; naslov; titlu; başlık; заглавие; название; назва; наслов; "
        "τίτλος; العنوان; عنوان; כותר; 題名; タイトル; 书名; 書名; 题名; 標題; 标题; 제목"
    ),
    "dcterms:alternative": (
        "alternative title(s); alternate title(s); other title(s); uniform title; "
        "variant title(s); weitere titel; alternativtitel; nebentitel; einheitstitel; "
        "autre(s) titre(s); titre alternatif; titre uniforme; título alternativo; otro título; "
        "titolo alternativo; altri titoli; другое название"
    ),
    "creator": (
        "creator(s); author(s); artist(s); artist/maker; maker(s); composer(s); photographer(s); "
        "painter; sculptor; cartographer; creator/contributor; author/creator; verfasser; "
        "verfasser/in; verfasser*in; verfasserin; autor; autor/in; autor*in; autoren; urheber; "
        "schöpfer; künstler; künstler/in; fotograf; komponist; hersteller; auteur(s); auteur.e; "
        "créateur(s); artiste; photographe; compositeur; autores; autora; creador; creadores; "
        "fotógrafo; artista; autore; autori; creatore; fotografo; maker; kunstenaar; vervaardiger; "
        "upphov; författare; forfatter; ophavsmand; tekijä; twórca; autor/twórca; původce; tvůrce; "
        "autor(ka); szerző; alkotó; awdur; crëwr; автор; авторы; создатель; автор(и); συγγραφέας; "
        "δημιουργός; المؤلف; المنشئ; مؤلف; yazar; מחבר; יוצר; 著者; 作者; 作成者; 著者名; 編著者; "
        "著者/作者; 저자; 창작자"
    ),
    "contributor": (
        "contributor(s); other contributor(s); editors; translator(s); illustrator(s); "
        "engraver(s); printmaker(s); recipient(s); addressee(s); beiträger; mitwirkende; "
        "beteiligte person(en); beteiligte; weitere person(en); herausgeber; übersetzer; "
        "contributeur(s); éditeur scientifique; traducteur; illustrateur; destinataire; "
        "colaborador; colaboradores; traductor; editor literario; contributore; contributori; "
        "curatore; traduttore; bijdrager; medewerker; współtwórca; přispěvatel; cyfrannwr; "
        "участник; редактор; переводчик; المساهم; 寄与者; 編者; 訳者; 译者; 編輯; 기여자"
    ),
    "date": (
        "date(s); dated; year(s); date of origin; date of creation/publication; date statement; "
        "period/date; datum; jahr; datierung; zeit; entstehungszeit; date(s) d'origine; "
        "date de création/publication; datation; année; fecha; fechas; año; data; anno; ano; "
        "datazione; datering; dato; data powstania/wydania; datace; dyddiad; päiväys; päivämäärä; "
        "dátum; keltezés; tarih; дата; датировка; датування; χρονολογία; ημερομηνία; التاريخ; "
        "تاريخ; תאריך; 日付; 年代; 日期; 时间; 날짜"
    ),
    "dcterms:created": (
        "date created; creation date; date of creation; created; date made; production date; "
        "dating; entstehungsdatum; entstehungsjahr; erstellungsdatum; herstellungsdatum; "
        "date de création; date de production; fecha de creación; data di creazione; "
        "data de criação; data utworzenia; datum vzniku; дата создания; 作成年; 创作日期"
    ),
    "dcterms:issued": (
        "date issued; issue date; date published; publication date; date of publication; issued; "
        "year of publication; year published; imprint date; erscheinungsdatum; erscheinungsjahr; "
        "veröffentlichungsdatum; publikationsdatum; date de publication; date d'édition; "
        "date de parution; année de publication; fecha de publicación; año de publicación; "
        "data di pubblicazione; data de publicação; data wydania; rok vydání; datum vydání; "
        "dyddiad cyhoeddi; дата публикации; год издания; дата издания; 出版年; 出版日期; 刊行年; "
        "発行年; 出版年月日; 발행일"
    ),
    "publisher": (
        "publisher(s); publisher/printer; published by; verlag; verleger; herausgeber/verlag; "
        "drucker/verleger; éditeur; éditeur(s); éditeur commercial; maison d'édition; editorial; "
        "editora; editore; casa editrice; uitgever; förlag; utgivare; utgiver; forlag; udgiver; "
        "julkaisija; kustantaja; wydawca; vydavatel; nakladatel; kiadó; cyhoeddwr; yayıncı; "
        "издатель; издательство; видавець; εκδότης; الناشر; ناشر; 出版者; 出版社; 発行者; 發行者; "
        "출판사"
    ),
    "type": (
        "type(s); resource type; type of resource; object type; document type; item type; "
        "material type; genre/type; dokumenttyp; dokumentart; objekttyp; ressourcentyp; medientyp; "
        "type de document; type de ressource; nature du document; tipo; tipo de recurso; "
        "tipo de documento; tipo di documento; tipo di risorsa; typ; typ dokumentu; typ zasobu; "
        "objecttype; тип; тип ресурса; тип документа; النوع; نوع; 種別; 資料種別; 类型; 유형"
    ),
    "format": "format(s); dateiformat; formato; formát",
    "dcterms:extent": (
        "extent; physical description; dimensions; size; measurements; pages; number of pages; "
        "page count; pagination; physical extent; umfang; maße; masse; abmessungen; format/umfang; "
        "seitenzahl; étendue; dimension; description matérielle; description physique; "
        "nombre de pages; extensión; dimensiones; descripción física; páginas; estensione; "
        "dimensioni; descrizione fisica; extensão; dimensões; omvang; afmetingen; omfång; omfang; "
        "laajuus; zakres; wymiary; opis fizyczny; rozsah; rozměry; terjedelem; maint; объём; "
        "объем; размер; физическое описание; الحجم; 大きさ; 形態; 数量; 规格; 크기"
    ),
    "dcterms:medium": (
        "medium; material; materials; material(s); technique; medium/technique; "
        "materials/techniques; support; writing material; original format; materialien; technik; "
        "beschreibstoff; material/technik; matériau(x); matière; support matériel; soporte; "
        "técnica; materiales; materiale; materiali; supporto; tecnica; suporte; materiaal; "
        "техника; материал; الخامة; 材質; 材质; 素材"
    ),
    "language": (
        "language(s); language of text; text language; text language(s); languages/scripts; "
        "sprache; sprache(n); sprachen; langue; langue(s); langues; idioma; idioma(s); idiomas; "
        "lengua; lingua; lingue; língua; taal; språk; sprog; kieli; język; jazyk; jezik; nyelv; "
        "limbă; iaith; dil; язык; язык(и); мова; γλώσσα; اللغة; زبان; שפה; 言語; 语言; 語言; "
        "本文语种; 언어"
    ),
    "identifier": (
        "identifier(s); shelfmark; shelfmark(s); shelf mark; call number; call no; "
        "accession number; accession id; accession no; inventory number; inventory no; "
        "object number; reference number; reference code; catalogue number; record id; item id; "
        "ark; doi; urn; isbn; issn; handle; permalink; persistent identifier; persistent url; "
        "persistente url; persistenter link; dolen barhaol; uri; purl; bib id; bibid; oclc number; "
        "oclc; lccn; signatur; signatur(en); inventarnummer; inventar-nr; identifikator; kennung; "
        "vd16; vd17; vd18; cote; cote(s); cote du document; identifiant; identifiant(s); "
        "identifiant ark; numéro d'inventaire; signatura; identificador; signatura topográfica; "
        "número de inventario; segnatura; collocazione; identificatore; numero di inventario; "
        "cota; signatuur; identificatie; signum; hyllysignum; tunniste; sygnatura; identyfikator; "
        "identifikátor; jelzet; azonosító; rhif silff; cyfeirnod; шифр; идентификатор; "
        "инвентарный номер; номер; المعرف; رقم الحفظ; מספר מערכת; 請求記号; 識別子; 索书号; "
        "索書號; 典藏号; 标识符; 식별자"
    ),
    "source": (
        "source(s); held by; repository; holding institution; institution; holding library; "
        "current repository; current location; physical location; physicallocation; ystorfa; "
        "location of original; library; data provider; owning institution; besitzende institution; "
        "besitzer; bibliothek; aufbewahrungsort; standort; quelle; établissement de conservation; "
        "lieu de conservation; bibliothèque; source du document; fuente; institución; biblioteca; "
        "ubicación; istituto di conservazione; ente conservatore; fonte; bewaarplaats; bron; "
        "instelling; źródło; instytucja; instituce; zdroj; ffynhonnell; источник; место хранения; "
        "المصدر; 所蔵者; 所蔵館; 所蔵機関; 来源; 馆藏单位; 典藏者; 출처; 소장처"
    ),
    "subject": (
        "subject(s); topic(s); keyword(s); subject heading(s); tags; subject terms; iconclass; "
        "schlagwort; schlagwörter; schlagwort/schlagwörter; thema; themen; stichwort; "
        "sachschlagwort; sujet; sujet(s); sujets; mot(s)-clé(s); mots-clés; mot clé; thème; "
        "thèmes; tema; temas; materia; materias; palabras clave; soggetto; soggetti; "
        "parole chiave; assunto; assuntos; palavras-chave; onderwerp; onderwerpen; trefwoord; "
        "trefwoorden; ämne; ämnesord; emne; emneord; aihe; asiasanat; temat; hasła przedmiotowe; "
        "słowa kluczowe; předmět; klíčová slova; tárgyszó; pwnc; konu; тема; предмет; "
        "ключевые слова; тематика; θέμα; الموضوع; موضوع; נושא; 主題; 主题; 件名; キーワード; "
        "关键词; 주제"
    ),
    "dcterms:spatial": (
        "place(s); place of origin; place created; place of creation; geographic area; "
        "geographical area; geographic subject(s); geographic location; location depicted; "
        "coverage spatial; country; city; ort; orte; entstehungsort; geografikum; region; lieu; "
        "lieux; lieu d'origine; lieu de création; lugar; lugar de origen; luogo; luogo di origine; "
        "lugares; plaats; plats; sted; paikka; miejsce; miejsce powstania; místo; místo vzniku; "
        "hely; lle; место; место создания; τόπος; المكان; 場所; 地点; 地點; 장소"
    ),
    "dcterms:temporal": (
        "period(s); time period; century; epoche; zeitraum; jahrhundert; période; siècle; época; "
        "período; periodo; siglo; secolo; periode; период; век; 時代; 时代; 朝代; 시대"
    ),
    "description": (
        "description(s); summary/description; item description; beschreibung; inhalt; descripción; "
        "descrizione; descrição; beschrijving; beskrivning; beskrivelse; kuvaus; opis; popis; "
        "leírás; disgrifiad; açıklama; описание; опис; περιγραφή; الوصف; תיאור; 説明; 描述; 说明; "
        "內容描述; 설명"
    ),
    "dcterms:abstract": (
        "abstract; summary; zusammenfassung; kurzbeschreibung; résumé; resumen; riassunto; "
        "sommario; resumo; samenvatting; sammanfattning; streszczenie; abstrakt; crynodeb; "
        "аннотация; реферат; ملخص; 要旨; 抄録; 摘要; 概要; 초록"
    ),
    "dcterms:tableOfContents": (
        "contents; table of contents; inhaltsverzeichnis; table des matières; sommaire; índice; "
        "contenido; indice; inhoud; содержание; оглавление; 目次; 目录"
    ),
    "dcterms:provenance": (
        "provenance; custodial history; ownership history; provenienz; vorbesitzer; "
        "historique de conservation; procedencia; provenienza; proveniência; herkomst; proveniens; "
        "proweniencja; provenience; tarddiad; провенанс; происхождение; 来历; 伝来"
    ),
    "relation": (
        "relation(s); related resource(s); related item(s); related link(s); beziehung; "
        "verknüpfung; relación; relazione; relação; relatie; powiązanie; vztah; связь"
    ),
    "dcterms:isPartOf": (
        "is part of; part of; collection; collection(s); collection name; series; "
        "collection title; digital collection; fonds; host item; sammlung; sammlungen; bestand; "
        "reihe; serie; enthalten in; teil von; collection(s) numérique(s); ensemble; série; "
        "fait partie de; colección; fondo; es parte de; collezione; fa parte di; coleção; "
        "collectie; samling; kokoelma; kolekcja; sbírka; gyűjtemény; casgliad; koleksiyon; "
        "коллекция; собрание; фонд; колекція; συλλογή; المجموعة; אוסף; コレクション; 叢書名; 馆藏; "
        "丛书; 컬렉션"
    ),
    "rights": (
        "rights; rights statement(s); attribution and usage; usage; image rights; "
        "copyright notice; rights/license; copyright; copyright status; licence; "
        "copyright statement; usage rights; terms of use; conditions of use; permissions; "
        "rights note; access and use; use and reproduction; attribution; credit line; credit; "
        "required statement; rechte; rechtehinweis; rechteinformation; nutzungsrechte; "
        "nutzungsbedingungen; lizenz; urheberrecht; namensnennung; droits; droit(s); "
        "conditions d'utilisation; licence d'utilisation; mentions légales; derechos; "
        "derechos de autor; licencia; condiciones de uso; diritti; licenza; condizioni d'uso; "
        "direitos; licença; rechten; licentie; rättigheter; licens; rettigheder; rettigheter; "
        "lisens; oikeudet; lisenssi; prawa; licencja; prawa autorskie; práva; jogok; hawliau; "
        "trwydded; haklar; лицензия; права; условия использования; авторские права; права доступу; "
        "δικαιώματα; الحقوق; حقوق; זכויות; 権利; ライセンス; 利用条件; 著作权; 版权; 版權; 授权; "
        "권리"
    ),
    "dcterms:license": "license(s); license type",
    "dcterms:accessRights": (
        "access rights; access; access status; access conditions; zugang; zugangsbeschränkung; "
        "conditions d'accès; droits d'accès; condiciones de acceso; toegang; доступ"
    ),
    "dcterms:rightsHolder": (
        "rights holder(s); rightsholder; copyright holder(s); copyright owner; rechteinhaber; "
        "rechteinhaber/in; titulaire des droits; ayant droit; titular de los derechos; "
        "detentore dei diritti; rechthebbende; правообладатель; 権利者"
    ),
    "dcterms:bibliographicCitation": (
        "citation; preferred citation; bibliographic citation; cite as; suggested citation; "
        "zitierhinweis; zitierweise; citation bibliographique; citar como; cita"
    ),
    "dcterms:isReferencedBy": "is referenced by; cited in; referenced by",
    "dcterms:references": "references",
}


def _spellings(label: str) -> Iterable[str]:
    """Return *label* as it is compared: "language(s)" stands for both of its numbers."""
    if "(s)" in label:
        return (label.replace("(s)", ""), label.replace("(s)", "s"), label)
    return (label,)


def _table() -> dict[str, str]:
    found: dict[str, str] = {}
    for term, labels in _LABELS.items():
        for label in labels.split(";"):
            for spelling in _spellings(label.strip()):
                found.setdefault(_folded(spelling), term)
    return found


def _folded(label: str) -> str:
    return fold_header(label).strip(" .:：*")


_TERMS = _table()


class Meaning(NamedTuple):
    """What a label means: a term, and the language that it says its values are in, or None."""

    term: str
    lang: str | None = None


def meaning(labels: Iterable[str]) -> Meaning | None:
    """Return what *labels*, the same one in several languages, mean; None if that is not certain.

    One that is known speaks for those that are not; where two mean different terms, none is sure.
    """
    found = [known for known in map(_meaning, labels) if known is not None]
    return found[0] if len({one.term for one in found}) == 1 else None


def _meaning(label: str) -> Meaning | None:
    term = _term(label)
    bracketed = _BRACKETED.fullmatch(label.strip(" :"))
    if term is not None or bracketed is None:
        return Meaning(term) if term else None
    term, lang = _term(bracketed[1]), read_language(bracketed[2]).value
    return Meaning(term, lang) if term and lang else None


# "Title (English)", as e-codices writes.
_BRACKETED = re.compile(r"(.+?)\s*\(([^()]{3,})\)")


def _term(label: str) -> str | None:
    known = _TERMS.get(_folded(label))
    if known is not None:
        return known
    named = find_term(label)
    return named.name if named else None
