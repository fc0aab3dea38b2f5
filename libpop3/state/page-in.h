/*
 * state/page-in.h - memory that is about to be written.
 */
#ifndef P3_STATE_PAGE_IN_H
#define P3_STATE_PAGE_IN_H

#include <stddef.h>

/* Has the system put pages under n octets at one go, which costs a small part
 * of what it does to be interrupted at each of them.  They keep what is in
 * them; where the system cannot, pages come one by one, as ever. */
void p3_page_in(void *at, size_t n);

#endif
