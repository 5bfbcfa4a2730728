/** The implementation that the blocking and the asynchronous client share. */
@NullMarked
package io.github.titanembeddings.internal.client;

import org.jspecify.annotations.NullMarked;
