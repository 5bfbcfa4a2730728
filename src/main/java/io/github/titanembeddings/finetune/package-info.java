/**
 * Fine-tuning from the job to the throughput: a {@link FineTuningRequest} is submitted through the
 * {@link FineTuningClient}, which waits for the job and tells how it goes; {@link TrainingMetrics}
 * reads its losses; the {@link ProvisionedThroughputClient} buys the capacity that the tuned model
 * needs to answer, gives its {@link io.github.titanembeddings.model.ModelId}, and releases what is
 * billed by the hour. {@link ServiceRole} writes the policies of the role that a job runs with.
 *
 * <p>Everything blocks and can be interrupted. Jobs and throughput are told as plain values: only
 * {@link TemporaryThroughput}, which has to be asked for, deletes anything by being closed.
 *
 * <p>Ranges of hyperparameters are {@link HyperParameters}' own and not in {@code Limits}: no
 * account has others, and one is not a whole number.
 */
@NullMarked
package io.github.titanembeddings.finetune;

import io.github.titanembeddings.finetune.throughput.ProvisionedThroughputClient;
import io.github.titanembeddings.finetune.throughput.TemporaryThroughput;
import org.jspecify.annotations.NullMarked;
