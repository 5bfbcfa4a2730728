/** The IAM policies of the service role. */
@NullMarked
package io.github.titanembeddings.job.internal;

import org.jspecify.annotations.NullMarked;
