#!/usr/bin/perl
# inetd.pl PORT COMMAND [ARGUMENT]... - runs the command for each connection to
# that port of the loopback, as inetd does: the connection is its standard
# input and output.
use strict;
use warnings;
use IO::Socket::INET;

my ($port, @command) = @ARGV;
$SIG{CHLD} = 'IGNORE';
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1',
	LocalPort => $port, Listen => 10, ReuseAddr => 1)
    or die "port $port: $!";
while (1) {
	my $connection = $listener->accept or next;
	next if fork;
	$SIG{CHLD} = 'DEFAULT';
	open STDIN, '<&', $connection or die $!;
	open STDOUT, '>&', $connection or die $!;
	exec @command or die "$command[0]: $!";
}
