#!/usr/bin/perl
# Writes the examples of manual pages and Markdown into files.
#
#	examples.pl DIR FILE...
#
# In a page, an example is what stands between .Bd and .Ed, but in SYNOPSIS; in Markdown an
# indented block, or a fenced one of no language, sh or popfetch.conf.
# DIR/N.KIND is made of each, where KIND says what
# is in it: conf (sections of popfetch.conf), c (a program), json, sh (popfetch
# is run); what is none of these is somebody else's, and left out.  DIR/N.from
# is the file and the line.
use strict;
use warnings;

my ($dir, @files) = @ARGV;
my $count = 0;

sub kind {
	my ($text) = @_;
	return 'conf' if $text =~ /^\s*(?:account|defaults)\b[^\n]*\{/m;
	return 'c' if $text =~ /^#include/m;
	return 'json' if $text =~ /^\{"/;
	# A word of a command, not a part of a name.
	return 'sh' if $text =~ /^(?:[^#\n]*[\s;|&(])?popfetch(?:\s|$)/m;
	return undef;
}

sub keep {
	my ($from, $text) = @_;
	my $kind = kind($text) or return;
	$count++;
	my $name = sprintf '%s/%03d', $dir, $count;
	for my $file (["$name.$kind", $text], ["$name.from", "$from\n"]) {
		open my $out, '>', $file->[0] or die "$file->[0]: $!";
		print $out $file->[1];
		close $out or die "$file->[0]: $!";
	}
}

sub from_page {
	my ($file, @lines) = @_;
	my ($text, $start, $section) = (undef, 0, '');
	for my $i (0 .. $#lines) {
		if ($lines[$i] =~ /^\.Sh (.*)/) {
			$section = $1;
		} elsif ($section eq 'SYNOPSIS') {
			next;
		} elsif ($lines[$i] =~ /^\.Bd\b/) {
			($text, $start) = ('', $i + 2);
		} elsif ($lines[$i] =~ /^\.Ed\b/) {
			keep("$file:$start", $text);
			undef $text;
		} elsif (defined $text) {
			my $line = $lines[$i];
			$line =~ s/\\&//g;
			$line =~ s/\\([e-])/$1 eq 'e' ? '\\' : '-'/ge;
			$text .= $line;
		}
	}
}

sub from_markdown {
	my ($file, @lines) = @_;
	my ($text, $start, $fence) = (undef, 0, 0);
	my $ours = qr/^(?:|sh|popfetch\.conf)$/;
	for my $i (0 .. $#lines) {
		if ($lines[$i] =~ /^```(.*)/) {
			keep("$file:$start", $text) if defined $text;
			$fence = !$fence;
			($text, $start) = ($fence && $1 =~ $ours ? '' : undef,
				$i + 2);
		} elsif ($fence) {
			$text .= $lines[$i] if defined $text;
		} elsif ($lines[$i] =~ /^(?: {4}|\t)(.*\n)/) {
			$start = $i + 1 unless defined $text;
			$text .= $1;
		} elsif ($lines[$i] =~ /^\s*$/) {
			$text .= "\n" if defined $text;
		} elsif (defined $text) {
			keep("$file:$start", $text);
			undef $text;
		}
	}
	keep("$file:$start", $text) if defined $text;
}

for my $file (@files) {
	open my $in, '<', $file or die "$file: $!";
	my @lines = <$in>;
	$file =~ /\.md$/ ? from_markdown($file, @lines)
	    : from_page($file, @lines);
}
