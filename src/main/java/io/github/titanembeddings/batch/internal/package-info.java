/** Submission and lookup of batch jobs. */
@NullMarked
package io.github.titanembeddings.batch.internal;

import org.jspecify.annotations.NullMarked;
