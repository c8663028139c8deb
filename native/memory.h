#pragma once

namespace dd {

// From now on tensors on the CPU take their memory from blocks that earlier ones have freed. At most a quarter of the
// machine's memory is kept.
void keep_memory();

}  // namespace dd
