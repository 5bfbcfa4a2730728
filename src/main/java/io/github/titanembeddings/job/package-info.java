/**
 * Types that all kinds of jobs share: {@link ServiceRole} to run them, {@link WaitOptions} to await
 * them.
 */
@NullMarked
package io.github.titanembeddings.job;

import org.jspecify.annotations.NullMarked;
