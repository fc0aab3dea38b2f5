#!/usr/bin/perl
# A token endpoint of OAuth 2.0 for the tests of contrib/popfetch-token.
#
#	token-endpoint.pl PORT-FILE LOG ANSWER STATUS
#
# Serves POST requests one after the other on 127.0.0.1: appends the form to
# LOG, its fields decoded, a line each, and answers with the file ANSWER and
# the number in the file STATUS.  Ends with its standard input.
use strict;
use warnings;
use IO::Socket::INET;
use IO::Select;

my ($port_file, $log, $answer, $status) = @ARGV;
my $listener = IO::Socket::INET->new(
	LocalAddr => '127.0.0.1',
	Listen => 8,
	ReuseAddr => 1,
) or die "cannot listen: $!";

sub slurp {
	open my $file, '<', shift or die $!;
	local $/;
	return scalar <$file>;
}

open my $out, '>', "$port_file.new" or die $!;
print $out $listener->sockport, "\n";
close $out;
rename "$port_file.new", $port_file or die $!;

my $ready = IO::Select->new($listener, \*STDIN);
while (1) {
	my @ready = $ready->can_read;
	last if grep { $_ == \*STDIN } @ready;
	my $client = $listener->accept or next;
	my $length = 0;
	my $line;
	while (defined($line = <$client>) && $line !~ /^\r?\n$/) {
		$length = $1 if $line =~ /^content-length: *(\d+)/i;
	}
	read $client, (my $form), $length;
	open my $to, '>>', $log or die $!;
	for my $field (split /&/, $form) {
		$field =~ tr/+/ /;
		$field =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
		print $to "$field\n";
	}
	close $to;
	my $body = slurp($answer);
	chomp(my $number = slurp($status));
	print $client "HTTP/1.1 $number x\r\nContent-Type: application/json\r\n",
		'Content-Length: ', length $body, "\r\nConnection: close\r\n\r\n$body";
	close $client;
}
