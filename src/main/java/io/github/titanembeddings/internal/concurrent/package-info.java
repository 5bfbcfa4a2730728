/** Futures, threads and clocks. */
@NullMarked
package io.github.titanembeddings.internal.concurrent;

import org.jspecify.annotations.NullMarked;
