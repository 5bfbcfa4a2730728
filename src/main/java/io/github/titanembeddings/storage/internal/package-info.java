/**
 * Object stores over local folders and Amazon S3. {@link
 * io.github.titanembeddings.storage.internal.StorageProblem} also serves {@code model} and {@code
 * finetune}, so that a failed read has the same code and remedy in a request and in a dataset; it
 * cannot move to the shared internals, which must not depend on {@code StorageException}.
 */
@NullMarked
package io.github.titanembeddings.storage.internal;

import org.jspecify.annotations.NullMarked;
