/**
 * Fine-tuning. {@link FineTuningClient} submits a {@link FineTuningRequest} and waits for the job;
 * {@link TrainingMetrics} reads its losses; {@link ProvisionedThroughputClient} creates and
 * releases the capacity that invoking the tuned model requires. {@link ServiceRole} writes the
 * policies of the role that a job assumes. The training data is validated and uploaded by {@link
 * io.github.titanembeddings.finetune.dataset}.
 *
 * <p>All calls block and can be interrupted; their progress listeners run on the calling thread.
 * Jobs and throughput are plain values: only {@link TemporaryThroughput}, which is created
 * explicitly, deletes anything when closed.
 *
 * <p>The ranges of hyperparameters are constants of {@link HyperParameters} and not part of {@code
 * Limits}, since they are the same for every account and one is not an integer.
 */
@NullMarked
package io.github.titanembeddings.finetune;

import io.github.titanembeddings.job.ServiceRole;
import org.jspecify.annotations.NullMarked;
