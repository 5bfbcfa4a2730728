/** Futures, threads, clocks, polls and retry delays. */
@NullMarked
package io.github.titanembeddings.internal.concurrent;

import org.jspecify.annotations.NullMarked;
