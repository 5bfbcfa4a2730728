/** Texts and images on their way into a request body: sources, checks, truncation, downscaling. */
@NullMarked
package io.github.titanembeddings.model.internal.input;

import org.jspecify.annotations.NullMarked;
