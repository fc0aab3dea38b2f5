#!/usr/bin/perl
# A server that answers flights, and not commands: it waits until all commands
# of a flight have come, in their order, and sends their answers together.
#
#	flights.pl FILE LOG BEFORE AFTER SESSION...
#
# A SESSION is flights with "; " between them, and a flight is commands with
# commas between them: "CAPA; USER jim,PASS secret; QUIT".  In front of them may
# stand how many messages it has, and what octets it says they have, "20: CAPA",
# "20x5000000: CAPA", else it has three.  Behind the answer to a command with a
# "!" comes a line too much.  A client that waits inside a flight waits for ever.  The port goes to FILE.  LOG gets a line of
# each flight that has come, "early COMMANDS" for what came behind it before it
# was answered, "wrong COMMAND" for what is not the next of it, behind which
# the server closes, and "end" behind each session.  CAPA announces the words of
# BEFORE and, behind login, of AFTER; there is no CAPA where they are "-".
use strict;
use warnings;
use IO::Socket::INET;

my ($file, $log, $before, $after, @sessions) = @ARGV;
my $mail = "Subject: s\r\n\r\ntext\r\n";

sub note {
	my ($line) = @_;
	open my $out, '>>', $log or die "$log: $!";
	print $out "$line\n";
	close $out;
}

sub listing {
	return join("\r\n", '+OK', @_, '.') . "\r\n";
}

sub answer {
	my ($command, $announced, $count, $octets) = @_;

	return $announced eq '-' ? "-ERR no\r\n"
		: listing(split / /, $announced) if $command eq 'CAPA';
	return '+OK ' . $count . ' ' . $count * $octets . "\r\n"
		if $command eq 'STAT';
	return listing(map { "$_ $octets" } 1 .. $count) if $command eq 'LIST';
	return "+OK $1 $octets\r\n" if $command =~ /^LIST (.*)/;
	return listing(map { "$_ uid-$_" } 1 .. $count) if $command eq 'UIDL';
	return "+OK\r\n$mail.\r\n" if $command =~ /^RETR/;
	return "+OK\r\n";
}

# The client's next line, or undef at its end.
sub hear {
	my ($client, $heard) = @_;

	while (1) {
		return $1 if $$heard =~ s/^(.*?)\r\n//;
		sysread $client, my $octets, 65536 or return undef;
		$$heard .= $octets;
	}
}

# Whether all of the flight has come.
sub take {
	my ($client, $heard, $flight) = @_;

	for my $command (split /,/, $flight) {
		my $line = hear($client, $heard);
		return 0 if !defined $line;
		next if $line eq $command =~ s/!$//r;
		note("wrong $line");
		return 0;
	}
	note($flight);
	note('early ' . $$heard =~ s/\r\n/,/gr) if length $$heard;
	return 1;
}

sub serve {
	my ($client, $session) = @_;
	my ($heard, $in) = ('', 0);
	my ($count, $octets) = (3, length $mail);

	($count, $octets) = ($1, $2 // $octets)
		if $session =~ s/^(\d+)(?:x(\d+))?: //;

	syswrite $client, "+OK ready\r\n";
	for my $flight (split /; /, $session) {
		my $answers = '';

		take($client, \$heard, $flight) or return;
		for my $command (split /,/, $flight) {
			my $extra = $command =~ s/!$// ? ".\r\n" : '';

			$answers .= answer($command, $in ? $after : $before,
				$count, $octets) . $extra;
			$in ||= $command =~ /^PASS/;
		}
		syswrite $client, $answers;
	}
	my $line = hear($client, \$heard);
	note("wrong $line") if defined $line;
}

$SIG{PIPE} = 'IGNORE';
alarm 60; # for a client that never comes
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 8)
	|| die "listen: $!";
open my $out, '>', "$file.new" or die "$file: $!";
print $out $listener->sockport, "\n";
close $out;
rename "$file.new", $file;
for my $session (@sessions) {
	my $client = $listener->accept;

	serve($client, $session);
	close $client;
	note('end');
}
