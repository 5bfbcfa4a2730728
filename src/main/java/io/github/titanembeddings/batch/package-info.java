/**
 * Batch inference: the same payloads as JSON Lines in Amazon S3, embedded by one managed job
 * instead of a call each. {@link BatchInferenceClient} submits a {@link BatchInferenceRequest},
 * waits for the {@link BatchJob} and stops it; {@link BatchInferenceAsyncClient} does so without
 * blocking. A batch job is also the only use of a custom model without provisioned throughput.
 */
@NullMarked
package io.github.titanembeddings.batch;

import org.jspecify.annotations.NullMarked;
