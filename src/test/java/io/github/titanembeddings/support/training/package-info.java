/** A trainer for the stub's customization jobs that actually learns from the job's data. */
@NullMarked
package io.github.titanembeddings.support.training;

import org.jspecify.annotations.NullMarked;
