package io.github.titanembeddings.examples;

import io.github.titanembeddings.support.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs one example, on the stub or live. */
public final class RunExample {
  private static final String CATALOG = "target/catalog";

  private RunExample() {}

  /**
   * Accepts the example's name, {@code stub} or {@code live}, and the example's folder and query,
   * both of which may be blank.
   */
  public static void main(String[] args) throws ReflectiveOperationException, IOException {
    String folder = argument(args, 2);
    String query = argument(args, 3);
    String[] forExample =
        Stream.of(folder.isEmpty() && !query.isEmpty() ? CATALOG : folder, query)
            .filter(argument -> !argument.isEmpty())
            .toArray(String[]::new);
    if (args[1].equals("live")) {
      run(args[0], forExample);
    } else {
      try (S3Server s3 = usesS3(args[0]) ? S3Server.start() : null) {
        runOnStub(args[0], s3, forExample);
      }
    }
  }

  /** Returns an argument; Maven passes an empty one as null. */
  private static String argument(String[] args, int index) {
    return index < args.length && args[index] != null ? args[index].strip() : "";
  }

  private static boolean usesS3(String example) throws IOException {
    Path file = Path.of("examples", example + ".java");
    return Files.exists(file) && Files.readString(file).contains("S3ObjectStore");
  }

  static void runOnStub(String example, @Nullable S3Server s3, String... args)
      throws ReflectiveOperationException, IOException {
    try (StubbedAws aws = new StubbedAws(s3 == null ? null : s3.endpoint())) {
      if (example.equals("ReleaseThroughput")) {
        aws.leaveThroughput();
      } else if (example.equals("RetryFailedRecords")) {
        aws.completeJobsPartly();
      }
      run(example, args);
    }
  }

  private static void run(String example, String... args)
      throws ReflectiveOperationException, IOException {
    if (args.length == 0 || args[0].equals(CATALOG)) {
      ExampleData.write(example);
    }
    Class.forName(example).getMethod("main", String[].class).invoke(null, (Object) args);
  }
}
