/**
 * Measures retrieval quality: {@link io.github.titanembeddings.evaluation.RetrievalEvaluation}
 * embeds labeled pairs of images and captions with a model, and reports recall and mean reciprocal
 * rank. It needs no fine-tuning job and evaluates any model; with a {@link
 * io.github.titanembeddings.evaluation.VectorIndex}, also quantized vectors or a vector database.
 */
@NullMarked
package io.github.titanembeddings.evaluation;

import org.jspecify.annotations.NullMarked;
