/**
 * Says how well captions and images of a validation set find each other: {@link
 * io.github.titanembeddings.evaluation.RetrievalEvaluation} embeds them with a model, once with the
 * base model and once with the tuned one, and compares.
 *
 * <p>A package of its own beside {@code finetune}, since it needs no job: it evaluates any model
 * and any set of pairs.
 */
@NullMarked
package io.github.titanembeddings.evaluation;

import org.jspecify.annotations.NullMarked;
