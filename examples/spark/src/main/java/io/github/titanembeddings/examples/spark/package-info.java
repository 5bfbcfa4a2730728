/**
 * Embeds DataFrames on Apache Spark at the quota of one account: {@link
 * io.github.titanembeddings.examples.spark.EmbedColumns}, {@link
 * io.github.titanembeddings.examples.spark.BatchColumns}.
 */
@NullMarked
package io.github.titanembeddings.examples.spark;

import org.jspecify.annotations.NullMarked;
