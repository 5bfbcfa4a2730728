/** Outputs of jobs, joined with the records of a run. */
@NullMarked
package io.github.titanembeddings.batch.internal.read;

import org.jspecify.annotations.NullMarked;
