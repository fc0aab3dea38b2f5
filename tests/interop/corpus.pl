#!/usr/bin/perl
# Writes the messages that have broken other fetchers, one a file, into a
# folder, and what must be delivered of each into another: the server adds a
# final line end where there is none.
use strict;
use warnings;

my ($sent, $expected) = @ARGV;
my $header = "Return-Path: <robot\@example.org>\n" .
    "From: Robot <robot\@example.org>\nTo: jim\@example.net\n" .
    "Date: Mon, 02 Nov 2026 08:15:00 +0000\n";
my $block = join '', map { chr(33 + $_ * 7 % 90) } 0 .. 75;

my %text = (
	dots => ".\n..\n...\n.leading\n.\r.\nmiddle . dot\n.\n",
	from => "From the start\n>From quoted\n>>From twice\nFrom\nfrom x\n",
	'long-line' => ('x' x 200_000) . "\nend\n",
	'bare-cr' => "one\rtwo\r\rthree\n\rfour\n",
	nul => "a\0b\0\0c\n\0\n",
	'eight-bit' => join('', map { chr } 128 .. 255) . "\n\xff\xfe\n",
	'no-final-newline' => "the last line has no end",
	'blank-lines' => "\n\n\n\n",
	'dot-at-end' => "text\n.",
	'one-octet' => 'x',
	'many-lines' => join('', map { "line $_\n" } 1 .. 20_000),
	'with-crlf' => "a\r\nb\r\n.\r\n.c\r\n",
	'attachment' => ("$block\n" x (25 * 1024 * 1024 / 77)),
);

sub put {
	my ($path, $octets) = @_;
	open my $file, '>:raw', $path or die "$path: $!";
	print $file $octets or die "$path: $!";
	close $file or die "$path: $!";
}

sub message {
	my ($name, $octets) = @_;
	put("$sent/$name", $octets);
	$octets .= "\n" if $octets !~ /\n\z/;
	$octets =~ s/\r\n/\n/g;
	put("$expected/$name", $octets);
}

message($_, "${header}Subject: $_\n\n$text{$_}") for sort keys %text;
message('header-only', "${header}Subject: header-only\n\n");
message('no-blank-line', "${header}Subject: no-blank-line\n");
message('from-first', "From nobody\nSubject: from-first\n\nText\n");
message('empty', '');
