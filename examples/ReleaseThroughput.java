import io.github.titanembeddings.finetune.FineTuningClient;
import io.github.titanembeddings.finetune.ProvisionedThroughput;
import io.github.titanembeddings.finetune.ProvisionedThroughputClient;
import java.util.List;

/**
 * Lists the provisioned throughput that is billed in this region and releases the throughput named
 * by {@code -Drelease=name,name}, or all with {@code -Drelease=all}.
 */
public final class ReleaseThroughput {
  public static void main(String[] args) {
    List<String> named = List.of(System.getProperty("release", "").split(",", -1));
    try (FineTuningClient tuning = FineTuningClient.create()) {
      ProvisionedThroughputClient throughputs = tuning.provisionedThroughput();
      for (ProvisionedThroughput running : throughputs.list().toList()) {
        String name = running.provisionedModelName();
        System.out.println(
            name + ": " + running.statusAsString() + ", " + running.modelUnits() + " unit");
        if (running.commitmentDuration().isPresent()) {
          System.out.println("  has a commitment and cannot be released before it expires");
        } else if (named.contains(name) || named.contains("all")) {
          throughputs.release(running.provisionedModelArn());
          System.out.println("  released");
        }
      }
      System.out.println(throughputs.list().count() + " left");
    }
  }
}

// Output:
// forgotten: InService, 1 unit
//   released
// 0 left
