package io.github.titanembeddings.examples;

import io.github.titanembeddings.catalogue.DrawnCatalogue;
import io.github.titanembeddings.catalogue.DrawnShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** Runs one example: against a stand-in, or live if told so. */
public final class RunExample {
  /** The folder that these examples look into if they are told no other. */
  private static final String CATALOGUE = "target/catalogue";

  private static final Set<String> CATALOGUE_EXAMPLES =
      Set.of("SearchImages", "EmbedCatalogue", "EstimateCost");

  private RunExample() {}

  /**
   * Takes the example's name, {@code stub} or {@code live}, and for the example a folder and a text
   * to look for; both may be blank.
   */
  public static void main(String[] args) throws ReflectiveOperationException, IOException {
    String folder = argument(args, 2);
    String query = argument(args, 3);
    String[] forExample =
        Stream.of(folder.isEmpty() && !query.isEmpty() ? CATALOGUE : folder, query)
            .filter(argument -> !argument.isEmpty())
            .toArray(String[]::new);
    if (args[1].equals("live")) {
      run(args[0], forExample);
    } else {
      runOnStub(args[0], forExample);
    }
  }

  /** An argument; Maven makes an empty one null. */
  private static String argument(String[] args, int index) {
    return index < args.length && args[index] != null ? args[index].strip() : "";
  }

  static void runOnStub(String example, String... args)
      throws ReflectiveOperationException, IOException {
    String source = Files.readString(Path.of("examples", example + ".java"));
    try (StubbedAws aws = new StubbedAws(source.contains("S3ObjectStore"))) {
      if (example.equals("ReleaseThroughput")) {
        aws.leaveThroughput();
      }
      run(example, args);
    }
  }

  private static void run(String example, String... args) throws ReflectiveOperationException {
    if (CATALOGUE_EXAMPLES.contains(example) && (args.length == 0 || args[0].equals(CATALOGUE))) {
      DrawnCatalogue.draw(Path.of(CATALOGUE));
    }
    if (example.equals("FineTune") && args.length == 0) {
      DrawnShop.draw(Path.of("target/shop"));
    }
    Class.forName(example).getMethod("main", String[].class).invoke(null, (Object) args);
  }
}
