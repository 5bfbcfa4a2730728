/**
 * Rate control of bulk runs: a token bucket per quota, a controller that finds the rate of an
 * account from its throttling, and exponential backoff.
 */
@NullMarked
package io.github.titanembeddings.bulk.internal.rate;

import org.jspecify.annotations.NullMarked;
