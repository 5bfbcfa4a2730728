/** Checks and IAM policies of the service role. */
@NullMarked
package io.github.titanembeddings.finetune.internal.role;

import org.jspecify.annotations.NullMarked;
