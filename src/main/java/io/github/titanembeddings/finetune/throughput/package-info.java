/**
 * Provisioned throughput for a tuned model: creation, description, release, and a {@link
 * TemporaryThroughput} that is released when closed.
 */
@NullMarked
package io.github.titanembeddings.finetune.throughput;

import org.jspecify.annotations.NullMarked;
