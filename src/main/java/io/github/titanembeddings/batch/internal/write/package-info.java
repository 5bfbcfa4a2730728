/**
 * Input of batch jobs: {@code JobCutter} distributes records to jobs within their limits, {@code
 * JobWriter} writes the files of each job and rejects, pads or leaves out records that are too few
 * for one.
 */
@NullMarked
package io.github.titanembeddings.batch.internal.write;

import org.jspecify.annotations.NullMarked;
