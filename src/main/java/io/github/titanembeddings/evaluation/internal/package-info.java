/**
 * The retrieval evaluation: {@code VectorCollector} embeds the pairs, {@code ExactSearch} or {@code
 * IndexSearch} ranks the candidates of each query, and {@code MetricScores} computes recall, mean
 * reciprocal rank and their intervals.
 */
@NullMarked
package io.github.titanembeddings.evaluation.internal;

import org.jspecify.annotations.NullMarked;
