/** Writers of dataset reports. */
@NullMarked
package io.github.titanembeddings.finetune.dataset.internal.report;

import org.jspecify.annotations.NullMarked;
