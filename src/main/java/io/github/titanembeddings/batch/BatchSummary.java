package io.github.titanembeddings.batch;

/**
 * The result of a call of a {@link BatchEmbedder}. Immutable.
 *
 * @param jobs the jobs of the run
 * @param embedded the vectors that were passed on
 * @param failed the failures that were passed on
 * @param onDemand the number of these vectors and failures that on-demand calls produced
 */
public record BatchSummary(int jobs, long embedded, long failed, long onDemand) {}
