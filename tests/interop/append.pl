#!/usr/bin/perl
# append.pl PORT FOLDER - puts messages into jim's INBOX (password secret) by
# IMAP, for a server whose files are nobody else's to write.
use strict;
use warnings;
use IO::Socket::INET;

my ($port, $folder) = @ARGV;
my $socket = IO::Socket::INET->new("127.0.0.1:$port") or die "connect: $!";
alarm 60;
<$socket>;

sub until_answered {
	my ($tag) = @_;
	while (defined(my $line = <$socket>)) {
		return if $line =~ /^(?:$tag OK|\+)/;
		die $line if $line =~ /^$tag /;
	}
	die 'closed';
}

print $socket "a LOGIN jim secret\r\n";
until_answered('a');
for my $path (sort glob "$folder/*") {
	open my $file, '<:raw', $path or die "$path: $!";
	my $text = do { local $/; <$file> };
	$text =~ s/\r?\n/\r\n/g;
	print $socket 'b APPEND INBOX {', length $text, "}\r\n";
	until_answered('b');
	print $socket "$text\r\n";
	until_answered('b');
}
print $socket "c LOGOUT\r\n";
