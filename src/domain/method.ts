/** Version of the definitions in `docs/method.md`: raised with every change of a figure, told with every figure that leaves. */
export const methodVersion = '1.0';
