package io.github.titanembeddings.finetune.dataset.content;

import io.github.titanembeddings.finetune.dataset.DatasetReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Checks a clean set, and prints what is found, which should be nothing, and the time: {@code
 * ContentEvaluation 1000}.
 */
public final class ContentEvaluation {
  private ContentEvaluation() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory(Path.of("target"), "content");
    ContentFolder set = new ContentFolder(folder).addClean(Integer.parseInt(args[0]));
    long start = System.nanoTime();
    DatasetReport report = set.check();
    System.out.printf(Locale.ROOT, "%.1f s%n", (System.nanoTime() - start) / 1e9);
    ContentFolder.findings(report).forEach(System.out::println);
    System.out.println(report.found().size() + " findings of " + args[0] + " images");
  }
}
