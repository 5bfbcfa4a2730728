/**
 * Objects named by {@code s3://} URIs: in Amazon S3, in a local folder, or in a custom {@link
 * io.github.titanembeddings.storage.ObjectStore}.
 *
 * <p>{@code StorageException} is in this package because it carries the object's URI; {@code
 * exception} does not depend on stores. {@code internal.StorageProblem}, which makes a violation of
 * one, is shared with {@code model} and {@code finetune}.
 */
@NullMarked
package io.github.titanembeddings.storage;

import org.jspecify.annotations.NullMarked;
