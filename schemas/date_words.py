"""The words people date with, by what they mean, in the languages archives have shown us.

Follows no standard but usage: English, French, German, Spanish, Italian, Portuguese, Dutch,
Russian, Ukrainian, Polish, Chinese, Japanese and Korean, and the cataloguing rules' Latin and
abbreviations. Case, accents and the kind of apostrophe or dash do not count; a full stop inside an
abbreviation does (``b.c.``), because it tells it from two words.
"""

# Twelve months to a language, other forms of one after a bar.
MONTHS = {
    "en": "january|jan february|feb|febr march|mar april|apr may june|jun july|jul august|aug "
    "september|sept|sep october|oct november|nov december|dec",
    "fr": "janvier|janv février|févr|fév mars avril|avr mai juin juillet|juil août septembre "
    "octobre novembre décembre|déc",
    "de": "januar|jänner|jän februar|feber märz|maerz|mrz april mai juni juli august september "
    "oktober|okt november dezember|dez",
    "es": "enero|ene febrero marzo abril|abr mayo junio julio agosto|ago septiembre|setiembre|set "
    "octubre noviembre diciembre|dic",
    "it": "gennaio|genn|gen febbraio|febbr marzo aprile maggio|magg|mag giugno|giu luglio|lugl|lug "
    "agosto settembre|sett ottobre|ott novembre dicembre",
    "pt": "janeiro fevereiro|fev março abril maio junho julho agosto setembro outubro|out novembro "
    "dezembro",
    "nl": "januari februari maart|mrt april mei juni juli augustus september oktober november "
    "december",
    "ru": "январь|января|январе|янв февраль|февраля|феврале|февр|фев март|марта|марте|мар "
    "апрель|апреля|апреле|апр май|мая|мае июнь|июня|июне|июн июль|июля|июле|июл "
    "август|августа|августе|авг сентябрь|сентября|сентябре|сент|сен октябрь|октября|октябре|окт "
    "ноябрь|ноября|ноябре|нояб|ноя декабрь|декабря|декабре|дек",
    "uk": "січень|січня лютий|лютого березень|березня квітень|квітня травень|травня червень|червня "
    "липень|липня серпень|серпня вересень|вересня жовтень|жовтня листопад|листопада "
    "грудень|грудня",
    "pl": "styczeń|stycznia|styczniu luty|lutego|lutym marzec|marca|marcu "
    "kwiecień|kwietnia|kwietniu maj|maja|maju czerwiec|czerwca|czerwcu lipiec|lipca|lipcu "
    "sierpień|sierpnia|sierpniu wrzesień|września|wrześniu październik|października|październiku "
    "listopad|listopada|listopadzie grudzień|grudnia|grudniu",
}

# By the code of EDTF (level 1).
SEASONS = {
    "21": "spring, springtime, printemps, frühjahr, frühling, primavera, lente, voorjaar, весна, "
    "весной, весны, wiosna, 春, 春季, 春天, 봄",
    "22": "summer, été, sommer, verano, estate, verão, zomer, лето, летом, лета, lato, 夏, 夏季, "
    "夏天, 여름",
    "23": "autumn, fall, automne, herbst, otoño, autunno, outono, herfst, najaar, осень, осенью, "
    "осени, jesień, 秋, 秋季, 秋天, 가을",
    "24": "winter, hiver, invierno, inverno, зима, зимой, зимы, zima, 冬, 冬季, 冬天, 겨울",
}

# Ordinals written out, as quarters and centuries are.
ORDINALS = {
    "1": "first, premier, première, erstes, primer, primo, первый",
    "2": "second, deuxième, zweites, segundo, secondo, второй",
    "3": "third, troisième, drittes, tercer, terzo, третий",
    "4": "fourth, quatrième, viertes, cuarto, quarto, четвертый",
    "15": "fifteenth",
    "16": "sixteenth",
    "17": "seventeenth",
    "18": "eighteenth",
    "19": "nineteenth",
    "20": "twentieth",
}

# Words that only have a meaning, by the name that the table of shapes gives it.
MEANINGS = {
    # Doubt.
    "about": "ca, circa, cca, approx, approximate, approximately, about, around, abt, vers, env, "
    "environ, um, etwa, ungefähr, gegen, hacia, alrededor de, cerca de, aprox, verso, omstreeks, "
    "rond, около, ок, прибл, приблизительно, примерно, близько, około, 约, 約, 大约, 頃, ごろ, "
    "ころ, 左右, 前後, 前后, 경, or so, or thereabouts, or near",
    "perhaps": "probably, prob, possibly, poss, perhaps, maybe, likely, uncertain, probablement, "
    "peut-être, sans doute, vermutlich, wahrscheinlich, wohl, vielleicht, probablemente, "
    "posiblemente, quizás, quizá, probabilmente, forse, provavelmente, вероятно, возможно, "
    "предположительно, предп, 可能",
    # Circa or century, by its place.
    "c": "c",
    # Part of a decade, a century or a year.
    "part": "early, late, mid, middle, beginning, begin, start, end, first half, second half, "
    "début, fin, milieu, première moitié, seconde moitié, anfang, ende, mitte, principios, "
    "comienzos, inicios, finales, fines, mediados, inizio, fine, metà, início, fim, meados, "
    "начало, начале, "
    "конец, конце, середина, середине, нач, кон, сер, первая половина, вторая половина, 初, 末, "
    "初期, 中期, 末期, 前半, 後半, 上半, 下半, 上旬, 中旬, 下旬, last half, last quarter, "
    "last third, first third",
    # Part of a century by its number: 2. Hälfte 19. Jh.
    "half": "half, hälfte, moitié, mitad, metade, половина, polowa",
    # One side known.
    "before": "before, bef, prior to, pre, ante, avant, vor, antes de, antes del, prima del, voor, "
    "до, przed, 之前",
    "after": "after, aft, post, après, nach, después de, después del, depois de, dopo il, dopo, "
    "na, после, po, 之后, 之後",
    "not before": "not before, no earlier than, not earlier than, pas avant, nicht vor, "
    "frühestens, no antes de, не ранее, не раньше",
    "not after": "not after, no later than, not later than, by, pas après, au plus tard, "
    "nicht nach, spätestens, no después de, не позднее, не позже",
    "or earlier": "or earlier, or before, and earlier, and before, ou avant, oder früher, o antes, "
    "или ранее, 以前",
    "or later": "or later, or after, and later, and after, ou après, oder später, o después, "
    "или позднее, 以后, 以後, 以降",
    "since": "since, from, depuis, seit, von, ab, desde, dal, da, с, od, 自",
    "present": "present, to present, to the present, to date, to now, now, current, ongoing, "
    "onward, onwards, open, à nos jours, bis heute, heute, hasta hoy, hasta la actualidad, "
    "настоящее время, по настоящее время, по н. в., 至今, 今, 现在, 現在, 현재",
    # A part of what is described: 1935-1950, bulk 1940-1945.
    "bulk": "bulk, bulk dates, predominantly, predominant, mainly, chiefly",
    "undated": "undated, n.d., no date, no dates, s.d., sans date, sin fecha, б. д., without date",
    # Two or more.
    "to": "to, through, thru, until, till, bis, hasta, à, a, au, al, ao, até, tot, по, do, 至, 到, "
    "から, 부터",
    "between": "between, betw, bet, entre, zwischen, tussen, tra, между, między",
    "or": "or, ou, oder, o, или, або, lub, 或",
    "and": "and, et, und, y, e, и, та, 和, 及, 與, 与",
    # Units.
    "century": "century, centuries, cent, siècle, siècles, jahrhundert, jahrhunderts, "
    "jahrhunderte, jh, jhd, jhdt, siglo, siglos, secolo, secoli, sec, século, s, eeuw, век, века, "
    "веков, веке, в, вв, століття, ст, wiek, wieku, w, 世紀, 世纪, 세기",
    "quarter": "quarter, qtr, q, trimestre, trim, quartal, kwartaal, kwartał, квартал, квартала, "
    "кв, 季度, 四半期, 분기",
    "decade": "années, años, anos, anni, jaren, lata, década, décadas, décennie, decade, decennio",
    "年代": "年代, 년대",
    "年": "年, 년",
    "月": "月, 월",
    "日": "日, 号, 號, 일",
    # Eras of the Gregorian calendar.
    "bc": "bc, bce, b.c., b.c.e., av. j.-c., avant j.-c., v. chr., vor chr., v. u. z., a. c., "
    "до н. э., до н.э., до нашей эры, 公元前, 紀元前, 纪元前, 기원전",
    "ad": "ad, ce, a.d., c.e., ap. j.-c., apr. j.-c., après j.-c., n. chr., d. c., н. э., н.э., "
    "нашей эры",
    # Marks of the cataloguer.
    "copyright": "copyright, copr, cop, (c)",
    "instead": "i.e., ie, that is, recte, т. е.",
    # Another calendar than the Gregorian, by a name or a month of it.
    "calendar": "o.s., old style, ст. ст., julian, hijri, hijra, a.h., ah, anno mundi, "
    "muharram, safar, rabi, jumada, rajab, shaban, sha'ban, ramadan, shawwal, dhu, tishri, "
    "tishrei, heshvan, cheshvan, kislev, tevet, shevat, adar, nisan, iyar, iyyar, sivan, tammuz, "
    "elul, vendémiaire, brumaire, frimaire, nivôse, pluviôse, ventôse, germinal, floréal, "
    "prairial, messidor, thermidor, fructidor, 旧暦, 农历, 農曆, 旧历, 舊曆",
    # Nothing: articles, weekdays, the word for year, and what only says that this is a date.
    "": "the, of, in, en, on, at, de, del, des, du, der, den, dem, le, la, les, el, los, im, am, "
    "il, lo, l, date, dated, year, years, jahr, jahre, jahren, г, гг, год, года, году, годы, "
    "годов, годах, годами, р, рр, r, roku, n.s., new style, н. ст., 公元, 西元, 西暦, 第, まで, "
    "까지, "
    "monday, mon, tuesday, tues, tue, wednesday, wed, thursday, thurs, thur, thu, friday, fri, "
    "saturday, sat, sunday, sun, lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche, "
    "montag, dienstag, mittwoch, donnerstag, freitag, samstag, sonnabend, sonntag, lunes, martes, "
    "miércoles, jueves, viernes, sábado, domingo, lunedì, martedì, mercoledì, giovedì, venerdì, "
    "sabato, domenica, maandag, dinsdag, woensdag, donderdag, vrijdag, zaterdag, zondag, "
    "понедельник, вторник, среда, среду, четверг, пятница, пятницу, суббота, субботу, воскресенье",
}

# What says that there is no date; spaces, brackets and full stops do not count.
UNDATED = (
    "n.d., nd, no date, no dates, undated, not dated, unknown, date unknown, unknown date, unk, "
    "not known, not available, no date available, date not known, date not given, "
    "date of publication not identified, date of production not identified, "
    "s.d., s.a., s.f., s.l.n.d., sine anno, sine dato, sans date, non daté, non datée, sin fecha, "
    "o.D., o.J., ohne Datum, ohne Jahr, undatiert, senza data, sem data, z.j., zonder jaar, b.d., "
    "bez daty, б. д., б. г., без даты, без года, не датировано, дата неизвестна, "
    "不详, 不詳, 不明, 日期不详, 日期不詳, 年代不详, 年代不詳, 无日期, 無日期, 年不明, 미상, "
    "n/a, na, none, null, nil, tbd, ?, ??, ???, -, --, –, —, "
    "0000, 0000-00-00, 00/00/0000, 9999, 9999-99-99, 9999-12-31, uuuu, xxxx, ----"
)
