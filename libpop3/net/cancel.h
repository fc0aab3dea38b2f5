/*
 * net/cancel.h - how often a handle was fired.
 */
#ifndef P3_NET_CANCEL_H
#define P3_NET_CANCEL_H

#include <pop3/cancel.h>

/* Since it was made; resetting it takes nothing off.  Who goes on although it
 * is fired sees by this that it is fired again. */
unsigned p3_cancel_firings(const struct pop3_cancel *cancel);

#endif
