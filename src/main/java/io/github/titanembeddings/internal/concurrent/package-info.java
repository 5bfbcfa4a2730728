/** Futures that can be cancelled through, and waiting that can be interrupted. */
@NullMarked
package io.github.titanembeddings.internal.concurrent;

import org.jspecify.annotations.NullMarked;
