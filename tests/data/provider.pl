# A repository of 34 records, three of them deleted, whose answers HTTP::OAI writes.
#
#     perl provider.pl PORT
use strict;
use warnings;
use utf8;
use HTTP::Daemon;
use HTTP::OAI;
use HTTP::OAI::Metadata::OAI_DC;
use HTTP::Response;
use URI;
use XML::LibXML;
use XML::LibXML::SAX::Builder;
use HTTP::OAI::SAX::Driver;

my $port   = shift;
my $daemon = HTTP::Daemon->new( LocalAddr => '127.0.0.1', LocalPort => $port, ReuseAddr => 1 )
    or die "cannot listen: $!";
my $base  = "http://127.0.0.1:$port/oai";
my $batch = 12;

sub header_of {
    my $number = shift;
    my $header = HTTP::OAI::Header->new(
        identifier => "oai:perl.example:$number",
        datestamp  => sprintf( '2024-03-%02dT10:00:00Z', 1 + $number % 28 ),
    );
    $header->setSpec('letters:1958');
    $header->status('deleted') if $number % 13 == 5;
    return $header;
}

sub record_of {
    my $number = shift;
    my $record = HTTP::OAI::Record->new;
    $record->header( header_of($number) );
    if ( $number % 13 != 5 ) {
        my $dc = HTTP::OAI::Metadata::OAI_DC->new(
            dc => {
                title   => ["Письмо $number & <more>"],
                creator => ['Zhōu, Ēnlái'],
                date    => ['1958-04-04'],
            }
        );
        $record->metadata($dc);
    }
    return $record;
}

sub list {
    my ( $response, $add, %asked ) = @_;
    my $start = $asked{resumptionToken} || 0;
    my $last  = $start + $batch > 34 ? 33 : $start + $batch - 1;
    $response->$add($_) for $start .. $last;
    if ( $last < 33 ) {
        $response->resumptionToken(
            HTTP::OAI::ResumptionToken->new( resumptionToken => $last + 1 ) );
    }
    return $response;
}

my %answers = (
    Identify => sub {
        return HTTP::OAI::Identify->new(
            repositoryName    => 'Perl',
            baseURL           => $base,
            adminEmail        => 'perl@perl.example',
            earliestDatestamp => '2024-03-01T00:00:00Z',
            deletedRecord     => 'persistent',
            granularity       => 'YYYY-MM-DDThh:mm:ssZ',
        );
    },
    ListMetadataFormats => sub {
        my $formats = HTTP::OAI::ListMetadataFormats->new;
        my $format  = HTTP::OAI::MetadataFormat->new(
            metadataPrefix    => 'oai_dc',
            schema            => 'http://www.openarchives.org/OAI/2.0/oai_dc.xsd',
            metadataNamespace => 'http://www.openarchives.org/OAI/2.0/oai_dc/',
        );
        $formats->metadataFormat($format);
        return $formats;
    },
    ListRecords => sub {
        my $add = sub { $_[0]->record( record_of( $_[1] ) ) };
        return list( HTTP::OAI::ListRecords->new, $add, @_ );
    },
    ListIdentifiers => sub {
        my $add = sub { $_[0]->identifier( header_of( $_[1] ) ) };
        return list( HTTP::OAI::ListIdentifiers->new, $add, @_ );
    },
);

while ( my $client = $daemon->accept ) {
    while ( my $request = $client->get_request ) {
        my %asked  = $request->uri->query_form;
        my $make   = $answers{ $asked{verb} || '' };
        my $answer = HTTP::OAI::Response->new(
            requestURL   => "$base?" . $request->uri->query,
            responseDate => '2024-06-01T00:00:00Z',
        );
        if ($make) {
            $answer->content( $make->(%asked) );
        }
        else {
            my $code = ( $asked{verb} || '' ) eq 'ListSets' ? 'noSetHierarchy' : 'badVerb';
            $answer->errors( HTTP::OAI::Error->new( code => $code ) );
        }
        my $builder = XML::LibXML::SAX::Builder->new;
        my $driver  = HTTP::OAI::SAX::Driver->new( Handler => $builder );
        $driver->start_oai_pmh;
        $answer->generate($driver);
        $driver->end_oai_pmh;
        my $xml = $builder->result->toString;
        $client->send_response(
            HTTP::Response->new( 200, 'OK', [ 'Content-Type' => 'text/xml' ], $xml ) );
        last;
    }
    $client->close;
}
