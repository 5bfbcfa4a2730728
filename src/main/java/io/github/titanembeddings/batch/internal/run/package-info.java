/**
 * A run of batch jobs: {@code BatchRun} writes, submits, awaits and reads in this order, {@code
 * RunJobs} submits each job once and awaits it.
 */
@NullMarked
package io.github.titanembeddings.batch.internal.run;

import org.jspecify.annotations.NullMarked;
