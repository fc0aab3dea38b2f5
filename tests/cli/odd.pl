#!/usr/bin/perl
# A server with oddities that others have been seen to have.
#
#	odd.pl FILE LOG WORDS RULE...
#
# It has three messages, which nobody can delete, and CAPA announces the WORDS.
# A RULE is "REGEX => ANSWER", for the commands that are like REGEX, with a "+"
# behind those that others have come with; in an ANSWER
# "|" is CRLF, "%s" the number of the session, and behind one that ends with "!"
# the connection is closed.  The first rule that fits, counts.  The port goes to
# FILE, and what the client says to LOG, with "--" in front of each session.
use strict;
use warnings;
use IO::Socket::INET;

my ($file, $log, $words, @rules) = @ARGV;
my $count = 3;

sub note {
	open my $out, '>>', $log or die "$log: $!";
	print $out "$_[0]\n";
	close $out;
}

sub listing {
	return join('|', '+OK', @_, '.') . '|';
}

sub usual {
	my ($command) = @_;

	return listing(split / /, $words) if $command eq 'CAPA';
	return '+OK ' . $count . ' ' . 30 * $count . '|' if $command eq 'STAT';
	return listing(map { "$_ 30" } 1 .. $count) if $command eq 'LIST';
	return "+OK $1 30|" if $command =~ /^LIST (\d+)/;
	return listing(map { "$_ uid-$_" } 1 .. $count) if $command eq 'UIDL';
	return "+OK|Subject: $1||text||.|" if $command =~ /^(?:RETR|TOP) (\d+)/;
	return '+OK|';
}

sub answer {
	my ($command, $more, $session) = @_;

	for my $rule (@rules) {
		my ($like, $answer) = split / => /, $rule, 2;

		return $answer =~ s/%s/$session/gr
			if grep { /^(?:$like)$/ } $command, $command . $more;
	}
	return usual($command);
}

sub serve {
	my ($client, $session) = @_;
	my $heard = '';

	syswrite $client, "+OK ready\r\n";
	while (1) {
		while ($heard =~ s/^(.*?)\r\n//) {
			my $command = $1;
			my $answer = answer($command,
				length $heard ? '+' : '', $session);
			my $ends = $answer =~ s/!$// || $command eq 'QUIT';

			note($command);
			syswrite $client, $answer =~ s/\|/\r\n/gr;
			return if $ends;
		}
		sysread $client, $heard, 65536, length $heard or return;
	}
}

$SIG{PIPE} = 'IGNORE';
alarm 60; # for a test that ends early
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 8)
	|| die "listen: $!";
open my $out, '>', "$file.new" or die "$file: $!";
print $out $listener->sockport, "\n";
close $out;
rename "$file.new", $file;
for (my $session = 1; my $client = $listener->accept; $session++) {
	note('--');
	serve($client, $session);
	shutdown $client, 1;
	close $client;
}
