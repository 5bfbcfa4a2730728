/** The learning model behind the stub's fine-tuning jobs. */
@NullMarked
package io.github.titanembeddings.testing.internal.training;

import org.jspecify.annotations.NullMarked;
