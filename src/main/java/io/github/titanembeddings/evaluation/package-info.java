/**
 * Measures retrieval quality: {@link io.github.titanembeddings.evaluation.RetrievalEvaluation}
 * embeds labeled pairs of images and captions, or of texts and queries, with a model, and reports
 * recall and mean reciprocal rank. It needs no fine-tuning job and evaluates any model; with a
 * {@link io.github.titanembeddings.evaluation.VectorIndex}, also quantized vectors or a vector
 * database.
 *
 * <p>{@link io.github.titanembeddings.evaluation.CaptionAgreement} finds the pairs of a training
 * set whose captions and images agree least.
 */
@NullMarked
package io.github.titanembeddings.evaluation;

import org.jspecify.annotations.NullMarked;
