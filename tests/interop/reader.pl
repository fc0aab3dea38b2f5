#!/usr/bin/perl
# reader.pl PORT FOLDER - retrieves jim's maildrop (password secret) from a
# server on this machine, one file a message, with nothing of popfetch: what a
# server makes of the mail that was put into it is its own affair.
use strict;
use warnings;
use IO::Socket::INET;

my ($port, $folder) = @ARGV;
my $socket = IO::Socket::INET->new("127.0.0.1:$port") or die "connect: $!";
alarm 60;

sub line {
	my $line = <$socket>;
	defined $line or die 'closed';
	return $line;
}

sub ask {
	print $socket "$_[0]\r\n";
	my $line = line();
	return $line =~ /^\+OK/ || (!$_[1] && die "$_[0]: $line");
}

# LF for CRLF, as popfetch delivers.
sub lines {
	my $text = '';
	while ((my $line = line()) ne ".\r\n") {
		$line =~ s/^\.//;
		$line =~ s/\r\n\z/\n/;
		$text .= $line;
	}
	return $text;
}

line();
my $utf8 = ask('CAPA', 'or not') && lines() =~ /^UTF8/m;
ask('UTF8') if $utf8;
ask('USER jim');
ask('PASS secret');
ask('LIST');
for my $number (lines() =~ /^(\d+) /mg) {
	ask("RETR $number");
	open my $file, '>:raw', "$folder/$number" or die "$folder/$number: $!";
	print $file lines();
	close $file or die $!;
}
ask('QUIT');
