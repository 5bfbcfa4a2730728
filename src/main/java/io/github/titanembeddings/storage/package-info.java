/**
 * Objects named by {@code s3://} URIs: in Amazon S3, or in a folder that stands for a bucket.
 *
 * <p>A store fails with {@code StorageException}, which is of this package since it names its URI;
 * the packages of requests and of exceptions don't know stores of objects.
 *
 * <p>{@code S3ObjectStore} needs the optional dependency {@code software.amazon.awssdk:s3}.
 */
@NullMarked
package io.github.titanembeddings.storage;

import org.jspecify.annotations.NullMarked;
