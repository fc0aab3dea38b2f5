#!/usr/bin/perl
# The checker of tokens that Dovecot asks (RFC 7662, by a GET with the token as
# its bearer): a token that begins with "good" is jim's, any other is not
# active.  Prints its port, then answers until it is killed.
use strict;
use warnings;
use IO::Socket::INET;

$| = 1;
my $listener = IO::Socket::INET->new(
	Listen    => 5,
	LocalAddr => '127.0.0.1',
	ReuseAddr => 1
) or die "cannot listen: $!";
print $listener->sockport, "\n";
while (my $client = $listener->accept) {
	while (defined(my $line = <$client>)) {
		my ($good, $length) = (0, 0);

		until ($line =~ /^\r?\n$/) {
			$good = 1 if $line =~ /^Authorization: Bearer good/i;
			$length = $1 if $line =~ /^Content-Length: (\d+)/i;
			$line = <$client> // last;
		}
		read $client, my $body, $length if $length;
		$good = 1 if defined $body && $body =~ /token=good/;
		my $json = $good
			? '{"active":true,"username":"jim","sub":"jim"}'
			: '{"active":false}';
		printf $client "HTTP/1.1 200 OK\r\n" .
			"Content-Type: application/json\r\n" .
			"Content-Length: %d\r\n\r\n%s", length $json, $json;
	}
	close $client;
}
