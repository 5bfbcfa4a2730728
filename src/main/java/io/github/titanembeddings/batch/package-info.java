/**
 * Batch inference: the same payloads as JSON Lines in Amazon S3, embedded by one managed job
 * instead of a call each. {@link BatchInferenceClient} submits a {@link BatchInferenceRequest},
 * waits for the {@link BatchJob} and stops it; {@link BatchInferenceAsyncClient} does so without
 * blocking. A batch job is also the only use of a custom model without provisioned throughput.
 *
 * <p>{@link BatchEmbedder} does all of it for any number of items:
 *
 * <pre>
 * BatchPlan            how many jobs, files and bytes, before anything is sent
 * BatchRecordWriter    items → JSON Lines in S3; record IDs and keys in the journal
 * BatchInferenceClient submits the jobs and waits
 * BatchResultReader    output → outcomes in the journal, joined by record ID
 * </pre>
 *
 * <p>The state of a run is in tables of the journal ({@code internal.state}), so that each step is
 * resumed and no job is submitted twice.
 */
@NullMarked
package io.github.titanembeddings.batch;

import org.jspecify.annotations.NullMarked;
