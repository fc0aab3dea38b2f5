#!/usr/bin/perl
# dns.pl ADDRESS FILE - a name server on port 53 of an address.  FILE has its
# records, a line each, and is read anew for each question:
#
#	NAME SRV PRIORITY WEIGHT PORT TARGET
#	NAME A ADDRESS
#	NAME SILENT		is not answered
#	NAME FAILS		is answered with SERVFAIL
use strict;
use warnings;
use IO::Socket::INET;
use Socket;

my ($address, $path) = @ARGV;
my $socket = IO::Socket::INET->new(LocalAddr => $address, LocalPort => 53,
	Proto => 'udp') or die "$address port 53: $!";
my %type = (A => 1, SRV => 33, SILENT => 0, FAILS => 0);

sub name {
	return join '', (map { pack 'C/a', $_ } split /\./, $_[0]), "\0";
}

sub data {
	my ($kind, @fields) = @_;
	return inet_aton($fields[0]) if $kind eq 'A';
	return pack('n3', @fields[0 .. 2]) . name($fields[3]);
}

# The answer's code and the records of a name and type; nothing where that is
# not answered.
sub look_up {
	my ($asked, $type) = @_;
	my ($code, @found) = (3);
	open my $file, '<', $path or die "$path: $!";
	while (<$file>) {
		my ($name, $kind, @fields) = split;
		next if lc $name ne lc $asked;
		return if $kind eq 'SILENT';
		$code = $kind eq 'FAILS' ? 2 : 0;
		push @found, data($kind, @fields) if $type{$kind} == $type;
	}
	return ($code, @found);
}

while (defined $socket->recv(my $question, 512)) {
	my ($id, $rest) = unpack 'n x10 a*', $question;
	my @labels;
	while ((my $length = unpack 'C', $rest) > 0) {
		push @labels, substr $rest, 1, $length;
		$rest = substr $rest, 1 + $length;
	}
	my ($type) = unpack 'x n', $rest;
	my $asked = join '.', @labels;
	my ($code, @found) = look_up($asked, $type) or next;
	$socket->send(pack('n6', $id, 0x8580 | $code, 1,
		scalar @found, 0, 0) . name($asked) . pack('n2', $type, 1) .
	    join '', map { pack 'n3 N n/a', 0xc00c, $type, 1, 60, $_ } @found);
}
