/** Statements of the policies of a service role. */
@NullMarked
package io.github.titanembeddings.finetune.internal.role;

import org.jspecify.annotations.NullMarked;
