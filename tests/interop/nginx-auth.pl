#!/usr/bin/perl
# nginx-auth.pl PORT - whom nginx's mail proxy asks about each login: it may be
# jim, whose password is secret and whose maildrop is on that port, or downs,
# whose server is not there.  Prints its own port, then answers until it is
# killed.
use strict;
use warnings;
use Digest::MD5 qw(md5 md5_hex);
use IO::Socket::INET;

my $maildrop = shift;

# RFC 2104, for a key of less than 64 octets.
sub hmac_md5 {
	my ($text, $key) = @_;
	$key .= "\0" x (64 - length $key);
	return md5_hex(($key ^ "\x5c" x 64), md5(($key ^ "\x36" x 64), $text));
}

my %wanted = (
	plain      => sub { 'secret' },
	apop       => sub { md5_hex($_[0], 'secret') },
	'cram-md5' => sub { hmac_md5($_[0], 'secret') },
);

sub answer {
	my ($said) = @_;
	my $user = $said->{user} // '';
	my $wanted = $wanted{$said->{method} // ''};

	return "Auth-Status: Invalid login or password\r\n"
	    if $user !~ /^(?:jim|downs)\z/ || !$wanted
	    || $said->{pass} ne $wanted->($said->{salt} // '');
	return "Auth-Status: OK\r\nAuth-Server: 127.0.0.1\r\n" .
	    'Auth-Port: ' . ($user eq 'jim' ? $maildrop : 1) . "\r\n" .
	    "Auth-User: $user\r\nAuth-Pass: secret\r\n";
}

$| = 1;
my $listener = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1')
    or die "cannot listen: $!";
print $listener->sockport, "\n";
while (my $client = $listener->accept) {
	my %said;
	while (defined(my $line = <$client>)) {
		last if $line =~ /^\r?\n\z/;
		$said{lc $1} = $2 if $line =~ /^Auth-(\w+): (.*?)\r?\n\z/i;
	}
	print $client "HTTP/1.0 200 OK\r\n", answer(\%said), "\r\n";
	close $client;
}
