/** Validation, submission, polling and lookup of fine-tuning jobs. */
@NullMarked
package io.github.titanembeddings.finetune.internal;

import org.jspecify.annotations.NullMarked;
