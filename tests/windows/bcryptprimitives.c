/* Wine before 8.3 has no bcryptprimitives.dll, which every Rust program asks for its random numbers. This stands in for
 * it under an old wine, and nowhere else: run.sh builds it and lays it beside hv.exe. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length) {
    return SystemFunction036(buffer, (ULONG)length) ? TRUE : FALSE;
}
